"""Writes a trained model as its folder on the Hugging Face hub would be, in float16."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from transformers import PreTrainedModel

SPECIAL = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


def save(model: PreTrainedModel, folder: Path, **special: str) -> None:
    """config.json, generation_config.json, model.safetensors and tokenizer_config.json, beside tokenizer.json."""
    config = model.config
    model.generation_config.do_sample = False
    model.to(torch.float16).save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    written = json.loads((folder / "config.json").read_text("utf-8"))
    if "rope_parameters" in written:  # where readers older than transformers 5 look for it
        written["rope_theta"] = written["rope_parameters"]["rope_theta"]
        (folder / "config.json").write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": config.max_position_embeddings,
        "clean_up_tokenization_spaces": False,
        **SPECIAL,
        **special,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", "utf-8")
