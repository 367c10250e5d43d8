"""Work that is done elsewhere: in processes of this machine, or on a cluster, behind one executor."""
