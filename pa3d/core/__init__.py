"""The method: tensors in, tensors out.

Letters, everywhere: B shapes, N points, G patches, M points per patch, D token width, E text or teacher width,
L part names, V views or votes, T prompt templates. Channels come last: points (B, N, 3), tokens (B, G, D).
"""
