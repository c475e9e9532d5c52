"""Entry point of `sanitation` and `python -m sanitation`."""

from sanitation.cli.root import main

if __name__ == "__main__":
    main()
