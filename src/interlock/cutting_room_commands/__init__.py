"""The cutting room's commands: ``interlock patterns | markers | cut``, each useful without anything else of Interlock.

A group's module has ``add_to(parser, language, heard)``, which gives the group its commands.
"""
