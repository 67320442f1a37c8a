"""Everything the demo shows, invented from one seed: a registry and volumes written from it."""

from app.commands.demo_cases import BRANCHES, Case, DemoVolume
from app.commands.demo_people import COMMUNE, people, write_csv
from app.commands.demo_volumes import volumes

__all__ = ["BRANCHES", "COMMUNE", "Case", "DemoVolume", "people", "volumes", "write_csv"]
