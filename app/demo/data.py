"""The data of the demo from one seed: a registry, and volumes written from it."""

from app.demo.cases import BRANCHES, Case, DemoVolume
from app.demo.people import COMMUNE, OLD_COMMUNES, people, write_csv
from app.demo.volumes import volumes

__all__ = ["BRANCHES", "COMMUNE", "OLD_COMMUNES", "Case", "DemoVolume", "people", "volumes", "write_csv"]
