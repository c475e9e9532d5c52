"""Plan digest, seed text, trustees' shares and the keys of every stage."""
