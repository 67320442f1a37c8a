"""What comes and goes on a stick: packages, snapshots, answers, certificates."""
