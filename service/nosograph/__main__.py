"""`python -m nosograph`."""

from nosograph.cli import main

if __name__ == "__main__":
    main()
