"""Ten garment categories: how long they take, what they are cut from and trimmed with, how they are traded."""

from __future__ import annotations

from dataclasses import dataclass

from interlock.sample import bulletins, garments
from interlock.sample.bulletins import Step
from interlock.sample.garments import INNER, LINING, SHELL, Recipe

Needs = tuple[tuple[str, float], ...]

_PACKING: Needs = (("T-LABEL", 1), ("T-TAG", 1), ("T-BAG", 1))


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category of garment.

    ``smv_min`` is the range of a whole bulletin's minutes, ``finishing_share`` the finishing minutes as a share of
    it, ``needs`` trims (and counted fabrics) per garment, ``garments_per_carton`` what fits one carton, ``weight``
    its share of sewing capacity, ``kin`` the categories that a line of this one is likeliest to sew as well.
    ``cut_min`` are the cutting minutes per garment of a marker, however many plies lie under it.
    """

    name: str
    label: tuple[str, str]
    prefix: str
    smv_min: tuple[float, float]
    finishing_share: float
    cut_min: float
    steps: tuple[Step, ...]
    recipes: tuple[Recipe, ...]
    shells: tuple[str, ...]
    needs: Needs
    garments_per_carton: int
    weight: float
    kin: tuple[str, ...]
    other_cloths: tuple[tuple[str, str], ...] = ()

    @property
    def cloths(self) -> tuple[tuple[str, str], ...]:
        """Every cloth that is cut, as (cloth, material), the shell left blank."""
        return ((SHELL, ""), *self.other_cloths)

    @property
    def trims(self) -> Needs:
        """What is counted per garment, packing included."""
        return (*self.needs, *_PACKING, ("T-CARTON", 1 / self.garments_per_carton))


CATEGORIES: tuple[Category, ...] = (
    Category(
        name="t_shirt",
        label=("圆领T恤", "T-shirt"),
        prefix="TS",
        smv_min=(4.5, 8.0),
        finishing_share=0.22,
        cut_min=10.0,
        steps=bulletins.T_SHIRT,
        recipes=(garments.TEE,),
        shells=("F-JERSEY", "F-MODAL"),
        needs=(("F-RIB", 0.05), ("T-THREAD", 110)),
        garments_per_carton=60,
        weight=0.11,
        kin=("hoodie", "vest", "polo"),
    ),
    Category(
        name="polo",
        label=("POLO衫", "polo"),
        prefix="PO",
        smv_min=(10.0, 15.0),
        finishing_share=0.17,
        cut_min=13.0,
        steps=bulletins.POLO,
        recipes=(garments.POLO,),
        shells=("F-PIQUE", "F-JERSEY"),
        needs=(("F-RIB", 0.08), ("F-FUSE", 0.03), ("T-BUTTON", 4), ("T-THREAD", 150)),
        garments_per_carton=50,
        weight=0.08,
        kin=("t_shirt", "hoodie", "shirt"),
    ),
    Category(
        name="shirt",
        label=("长袖衬衫", "shirt"),
        prefix="SH",
        smv_min=(16.0, 24.0),
        finishing_share=0.20,
        cut_min=17.0,
        steps=bulletins.SHIRT,
        recipes=(garments.SHIRT,),
        shells=("F-POPLIN", "F-OXFORD", "F-CORD"),
        needs=(("F-FUSE", 0.18), ("T-BUTTON", 12), ("T-THREAD", 160)),
        garments_per_carton=40,
        weight=0.12,
        kin=("dress", "workwear", "jacket"),
    ),
    Category(
        name="trousers",
        label=("休闲裤", "trousers"),
        prefix="TR",
        smv_min=(15.0, 25.0),
        finishing_share=0.14,
        cut_min=13.0,
        steps=bulletins.TROUSERS,
        recipes=(garments.TAILORED, garments.CASUAL),
        shells=("F-TWILL", "F-DENIM", "F-CORD"),
        needs=(
            ("F-FUSE", 0.08),
            ("F-LINING", 0.25),
            ("T-BUTTON", 2),
            ("T-ZIP-CLOSED", 1),
            ("T-THREAD", 260),
        ),
        garments_per_carton=30,
        weight=0.18,
        kin=("workwear", "shirt", "jacket"),
    ),
    Category(
        name="hoodie",
        label=("圆领卫衣", "sweatshirt"),
        prefix="SW",
        smv_min=(11.0, 19.0),
        finishing_share=0.14,
        cut_min=12.0,
        steps=bulletins.SWEATSHIRT,
        recipes=(garments.SWEAT,),
        shells=("F-TERRY", "F-FLEECE"),
        needs=(("F-RIB", 0.18), ("T-THREAD", 210)),
        garments_per_carton=24,
        weight=0.10,
        kin=("t_shirt", "polo", "vest"),
    ),
    Category(
        name="vest",
        label=("针织背心", "vest"),
        prefix="VE",
        smv_min=(4.0, 7.0),
        finishing_share=0.22,
        cut_min=10.0,
        steps=bulletins.VEST,
        recipes=(garments.TANK,),
        shells=("F-JERSEY", "F-MODAL"),
        needs=(("T-THREAD", 90),),
        garments_per_carton=80,
        weight=0.03,
        kin=("t_shirt", "polo", "hoodie"),
    ),
    Category(
        name="dress",
        label=("连衣裙", "dress"),
        prefix="DR",
        smv_min=(16.0, 30.0),
        finishing_share=0.16,
        cut_min=15.0,
        steps=bulletins.DRESS,
        recipes=(garments.DRESS,),
        shells=("F-VISCOSE", "F-CHIFFON", "F-VELVET"),
        needs=(("F-FUSE", 0.08), ("T-ZIP-HIDDEN", 1), ("T-THREAD", 220)),
        garments_per_carton=30,
        weight=0.08,
        kin=("shirt", "t_shirt", "jacket"),
        other_cloths=((LINING, "F-MESH"),),
    ),
    Category(
        name="workwear",
        label=("连体工装", "coverall"),
        prefix="WW",
        smv_min=(28.0, 42.0),
        finishing_share=0.10,
        cut_min=21.0,
        steps=bulletins.WORKWEAR,
        recipes=(garments.COVERALL,),
        shells=("F-DRILL", "F-TWILL"),
        needs=(("T-ZIP-OPEN", 1), ("T-SNAP", 6), ("T-ELASTIC", 0.8), ("T-THREAD", 420)),
        garments_per_carton=16,
        weight=0.09,
        kin=("trousers", "jacket", "shirt"),
    ),
    Category(
        name="jacket",
        label=("夹克", "jacket"),
        prefix="JK",
        smv_min=(32.0, 56.0),
        finishing_share=0.12,
        cut_min=19.0,
        steps=bulletins.JACKET,
        recipes=(garments.JACKET,),
        shells=("F-TASLAN", "F-TWILL", "F-SUEDE", "F-DENIM"),
        needs=(("F-FUSE", 0.35), ("T-ZIP-OPEN", 1), ("T-SNAP", 4), ("T-THREAD", 360)),
        garments_per_carton=16,
        weight=0.13,
        kin=("down_jacket", "workwear", "trousers"),
        other_cloths=((LINING, "F-LINING"),),
    ),
    Category(
        name="down_jacket",
        label=("羽绒服", "down jacket"),
        prefix="DJ",
        smv_min=(46.0, 76.0),
        finishing_share=0.12,
        cut_min=22.0,
        steps=bulletins.DOWN_JACKET,
        recipes=(garments.DOWN_JACKET,),
        shells=("F-NYLON",),
        needs=(("T-DOWN", 0.16), ("T-ZIP-OPEN", 1), ("T-ELASTIC", 0.5), ("T-CORD", 1.3), ("T-THREAD", 520)),
        garments_per_carton=12,
        weight=0.08,
        kin=("jacket", "workwear", "dress"),
        other_cloths=((LINING, "F-LINING"), (INNER, "F-INNER")),
    ),
)
CATEGORY: dict[str, Category] = {category.name: category for category in CATEGORIES}
HOT = ("down_jacket", "dress")
