"""The known traps of the price sources, a test each: what would be a wrong price if believed."""
