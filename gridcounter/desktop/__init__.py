"""The window. Whatever of it is imported first takes care of None before Qt can lose it."""

from gridcounter.desktop.none_care import keep_none_alive

keep_none_alive()
