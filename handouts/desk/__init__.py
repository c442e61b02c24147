"""The front desk: choose leaflets, print and record them in a browser on this computer."""
