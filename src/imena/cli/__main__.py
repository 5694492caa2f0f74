"""``python -m imena.cli``."""

from imena.cli import main

if __name__ == "__main__":
    main()
