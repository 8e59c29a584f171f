"""The self-test's process with a fault in it: ``python bad_child.py KEY KIND CALL``, see injector.py."""

from __future__ import annotations

import sys

from injector import Injector

from attnviz.compute import selftest

if __name__ == "__main__":
    injector = Injector(sys.argv[2], int(sys.argv[3]))
    with injector.installed():
        # the self-test imports what it runs when it begins: these names are looked up in the modules that are patched
        code = selftest.main(sys.argv[1])
    if not injector.struck:
        print(f"only {len(injector.names)} calls", file=sys.stderr)
    sys.exit(code)
