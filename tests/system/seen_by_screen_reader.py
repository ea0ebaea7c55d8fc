"""What a screen reader finds in the program with this number, one line of JSON a node. For the system's own Python.

With `hidden` as well, it looks below what does not show, as a program that means to find something would.
"""

import json
import sys

import pyatspi

HIDDEN = "hidden" in sys.argv[2:]


def walk(node: pyatspi.Accessible, way: tuple[str, ...]) -> None:
    states = node.getState()
    role, name = node.getRoleName(), node.name
    showing = states.contains(pyatspi.STATE_SHOWING) and states.contains(pyatspi.STATE_VISIBLE)
    reached = showing and states.contains(pyatspi.STATE_FOCUSABLE)
    found = {"role": role, "name": name, "way": way, "showing": showing, "reached": reached}
    if HIDDEN:
        found["text"] = text_of(node)
    sys.stdout.write(json.dumps(found) + "\n")
    if showing or not way or HIDDEN:
        for child in node:
            if child is not None:
                walk(child, (*way, f"{role} {name}"))


def text_of(node: pyatspi.Accessible) -> str:
    """What stands in a field or a page of text, beside its name."""
    try:
        return str(node.queryText().getText(0, -1))
    except NotImplementedError:
        return ""


for program in pyatspi.Registry.getDesktop(0):
    if program is not None and program.get_process_id() == int(sys.argv[1]):
        walk(program, ())
