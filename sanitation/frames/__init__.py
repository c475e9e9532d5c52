"""The register as frozen for one quarter (抽样框): a file, its digest and its Merkle root."""
