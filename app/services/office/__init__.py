"""The office: accounts, unlocking, founding, dated settings, audit."""
