"""What a case file survives: power cuts, killed writers, full and failing disks, flipped bits.

    ./run verify faults [power kill full io sync page] [--run suite|commit|night]
                        [--times N | FAULT=N] [--seed N]

Every fault writes through the same service as everybody (`imena.registry.services.act`), and is
held to the same promises: what was acknowledged is there, an act is there whole with its event or
not at all, and the ledger verifies. One violation fails the run.
"""
