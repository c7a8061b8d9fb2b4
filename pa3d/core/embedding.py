"""The mini-PointNet that turns a patch of points into a token, and the embedding of its position."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_CACHED_FLOATS = 2**19  # between two layers, that stay in the cache of one core


class PatchEmbedding(nn.Module):
    """Patches (B, G, M, 3), relative to their centres, to tokens (B, G, D) (paper section 3.1; after Point-BERT).

    Two shared layers, a maximum over the patch, that maximum set in front of every point's features, two more layers,
    a second maximum, and a linear layer to the token width. sizes: widths of the four shared layers.
    """

    def __init__(self, sizes: tuple[int, int, int, int], width: int) -> None:
        super().__init__()
        first, pooled, second, out = sizes
        self.lift = nn.Linear(3, first)
        self.lift_norm: nn.Module = nn.BatchNorm1d(first)
        self.expand = nn.Linear(first, pooled)
        self.mix = nn.Linear(2 * pooled, second)
        self.mix_norm: nn.Module = nn.BatchNorm1d(second)
        self.gather = nn.Linear(second, out)
        self.reduce = nn.Linear(out, width)
        self.straight: nn.Linear | None = None  # where folded: expand, then the local half of mix, as one layer

    def forward(self, patches: Tensor) -> Tensor:
        batch, groups, size, _ = patches.shape
        if self.straight is not None:
            pieces = torch.split(patches.flatten(0, 1), self._patches_at_once(patches))
            folded = torch.cat([self._folded(piece, self.straight) for piece in pieces])  # (B*G, D)
            return folded.view(batch, groups, folded.shape[-1])
        points = patches.flatten(0, 2)  # (B*G*M, 3)
        local = self.expand(F.relu(self.lift_norm(self.lift(points)), inplace=not self.training))  # (B*G*M, pooled)
        whole = local.view(batch * groups, size, local.shape[-1]).amax(1)  # (B*G, pooled)
        mixed = self._mix(local, whole)  # (B*G*M, second)
        mixed = self.gather(F.relu(self.mix_norm(mixed), inplace=not self.training))  # (B*G*M, out)
        tokens: Tensor = self.reduce(mixed.view(batch * groups, size, mixed.shape[-1]).amax(1))  # (B*G, D)
        return tokens.view(batch, groups, tokens.shape[-1])

    def _mix(self, local: Tensor, whole: Tensor) -> Tensor:
        """The layer over [whole, local]: local (B*G*M, pooled), whole (B*G, pooled) -> (B*G*M, second)."""
        patches, pooled = whole.shape
        size = len(local) // max(patches, 1)
        spread = local.view(patches, size, pooled)  # (B*G, M, pooled)
        if not self.training:
            # As the paper writes it: the reference that training and the folded form are held against.
            both = torch.cat([whole[:, None].expand_as(spread), spread], -1).flatten(0, 1)  # (B*G*M, 2*pooled)
            written: Tensor = self.mix(both)
            return written
        # [whole, local] @ W.T = whole @ W_whole.T + local @ W_local.T: the first term is one row per patch.
        of_whole = F.linear(whole, self.mix.weight[:, :pooled], self.mix.bias)  # (B*G, second)
        of_local = F.linear(local, self.mix.weight[:, pooled:])  # (B*G*M, second)
        return of_local.view(patches, size, of_local.shape[-1]).add_(of_whole[:, None]).flatten(0, 1)

    def _folded(self, patches: Tensor, straight: nn.Linear) -> Tensor:
        """Patches (P, M, 3) to the same tokens (P, D) with a fifth fewer products: what lies between two linear layers
        is only asked its maximum; and biases come after the maximum, which they do not change.
        """
        pooled = self.expand.out_features
        lifted = F.relu(self.lift(patches), inplace=True)  # (P, M, first)
        whole = F.linear(lifted, self.expand.weight).amax(1) + self.expand.bias  # (P, pooled)
        of_whole = F.linear(whole, self.mix.weight[:, :pooled], straight.bias)  # (P, second)
        mixed = F.linear(lifted, straight.weight).add_(of_whole[:, None]).relu_()  # (P, M, second)
        gathered = F.linear(mixed, self.gather.weight).amax(1) + self.gather.bias  # (P, out)
        tokens: Tensor = self.reduce(gathered)
        return tokens

    def _patches_at_once(self, patches: Tensor) -> int:
        """How many of the patches (B, G, M, 3) go through the layers together: on a CPU, as many as leave what lies
        between two layers in the cache of a core.
        """
        count, size = patches.shape[0] * patches.shape[1], patches.shape[2]
        if patches.device.type != "cpu":
            return max(count, 1)
        return max(_CACHED_FLOATS * torch.get_num_threads() // (size * self.mix.out_features), 1)

    @torch.no_grad()
    def fold(self) -> None:
        """Put both BatchNorms into the layers before them, in place; evaluation only from here on."""
        _fold_norm(self.lift, self.lift_norm)
        _fold_norm(self.mix, self.mix_norm)
        self.lift_norm = nn.Identity()
        self.mix_norm = nn.Identity()
        of_local = self.mix.weight[:, self.expand.out_features :]
        # Without drawing weights that are overwritten: whoever folds keeps his random state.
        straight = nn.Linear(self.lift.out_features, self.mix.out_features, device="meta")
        straight = straight.to_empty(device=of_local.device).to(of_local.dtype)
        straight.weight.copy_(of_local @ self.expand.weight)
        straight.bias.copy_(of_local @ self.expand.bias + self.mix.bias)
        self.straight = straight.requires_grad_(False)


@torch.no_grad()
def _fold_norm(layer: nn.Linear, norm: nn.Module) -> None:
    if not isinstance(norm, nn.BatchNorm1d):
        return
    assert norm.running_var is not None and norm.running_mean is not None
    gain = norm.weight / (norm.running_var + norm.eps).sqrt()
    layer.weight.mul_(gain[:, None])
    layer.bias.copy_((layer.bias - norm.running_mean) * gain + norm.bias)


class PositionEmbedding(nn.Module):
    """Patch centres (B, G, 3) to positions (B, G, D)."""

    def __init__(self, hidden: int, width: int) -> None:
        super().__init__()
        self.lift = nn.Linear(3, hidden)
        self.out = nn.Linear(hidden, width)

    def forward(self, centers: Tensor) -> Tensor:
        positions: Tensor = self.out(F.gelu(self.lift(centers)))
        return positions
