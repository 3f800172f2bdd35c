"""``python -m fittrace`` is the ``fittrace`` command."""

from fittrace.cli.app import main

if __name__ == "__main__":
    main()
