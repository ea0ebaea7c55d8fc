"""What a screen reader finds in the program with this number, one line of JSON a node. For the system's own Python."""

import json
import sys

import pyatspi


def walk(node: pyatspi.Accessible, way: tuple[str, ...]) -> None:
    """Below a page that is not in front there is nothing to find."""
    states = node.getState()
    role, name = node.getRoleName(), node.name
    showing = states.contains(pyatspi.STATE_SHOWING) and states.contains(pyatspi.STATE_VISIBLE)
    reached = showing and states.contains(pyatspi.STATE_FOCUSABLE)
    sys.stdout.write(json.dumps({"role": role, "name": name, "way": way, "reached": reached}) + "\n")
    if showing or not way:
        for child in node:
            if child is not None:
                walk(child, (*way, f"{role} {name}"))


for program in pyatspi.Registry.getDesktop(0):
    if program is not None and program.get_process_id() == int(sys.argv[1]):
        walk(program, ())
