"""An invented operation played through the services: how the case file is used, from the first lead
to the first releases, with what goes wrong in between. :mod:`imena.rehearsal.play` plays it."""
