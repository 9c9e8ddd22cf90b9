"""No figure about too few: groups are counted, small ones withheld, differences refused."""
