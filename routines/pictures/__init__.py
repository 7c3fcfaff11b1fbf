"""Pictures of every pose, drawn by the modules here and kept as files in `drawn/`.

What the bot needs at run time (`catalog`, `look`) is free of Pillow; only drawing anew, `python -m routines.pictures`,
needs it.
"""
