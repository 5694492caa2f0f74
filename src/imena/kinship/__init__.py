"""Genotypes on a pedigree → likelihoods and likelihood ratios. Arrays in, numbers out."""
