"""Exchange by USB stick: packages, snapshots, answers, certificates."""
