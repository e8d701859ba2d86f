// Charts that follow the page's colours and width.
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function draw(id, option) {
  const element = document.getElementById(id);
  if (!element || !window.echarts) return null;
  const chart = window.echarts.init(element, null, { renderer: "canvas" });
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const paint = () => chart.setOption({ animation: !still, animationDuration: 200, ...option(element) }, true);
  paint();
  new ResizeObserver(() => { chart.resize(); paint(); }).observe(element);
  return chart;
}
