"""Makes golden_smollm2.json: what Hugging Face transformers writes with the same GGUF file of SmolLM2-135M-Instruct.

Run it with a Python that has torch, transformers and gguf (not part of this project's environment):

    python tests/model/make_golden_smollm2.py FOLDER_OF_THE_GGUF_FILE

transformers expands the file's 4-bit and 8-bit weights to float32 and computes in float32
(attn_implementation="eager"). The stored file was made with torch 2.13.0, transformers 5.23.0 and gguf 0.19.0 on the
CPU. Per prompt: its ids, the 30 ids that follow greedily, and of the logits of the first of them the 20 largest.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
import transformers

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
PROMPTS = (
    "The animal didn't cross the street because it was too",
    "Once upon a time there was a little robot who",
    "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n",
)
COUNT, LARGEST = 30, 20


def main() -> None:
    folder = sys.argv[1]
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, gguf_file=FILE)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=FILE, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    cases = []
    for prompt in PROMPTS:
        ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        with torch.no_grad():
            logits = model(ids).logits[0, -1]
            whole = model.generate(ids, max_new_tokens=COUNT, do_sample=False, eos_token_id=-1, pad_token_id=0)
        top = logits.topk(LARGEST)
        following = whole[0, ids.shape[1] :].tolist()
        cases.append(
            {
                "prompt": prompt,
                "ids": ids[0].tolist(),
                "following": following,
                "largest": top.indices.tolist(),
                "logits": [round(value, 6) for value in top.values.tolist()],
            }
        )
        print(repr(tokenizer.decode(following)))
    path = Path(__file__).parent / "golden_smollm2.json"
    path.write_text(json.dumps(cases, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
