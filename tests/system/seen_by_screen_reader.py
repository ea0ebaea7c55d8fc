"""What a screen reader sees of the program that is named: one line of JSON for each node. Run by the system's own Python."""

import json
import sys

import pyatspi

WANTED = (pyatspi.STATE_FOCUSABLE, pyatspi.STATE_SHOWING, pyatspi.STATE_VISIBLE)


def walk(node: pyatspi.Accessible, way: tuple[str, ...]) -> None:
    states = node.getState()
    told = {"role": node.getRoleName(), "name": node.name, "way": way}
    told |= {"reached": all(states.contains(state) for state in WANTED)}
    sys.stdout.write(json.dumps(told) + "\n")
    for child in node:
        if child is not None:
            walk(child, (*way, f"{told['role']} {told['name']}"))


for program in pyatspi.Registry.getDesktop(0):
    if program is not None and program.get_process_id() == int(sys.argv[1]):
        walk(program, ())
