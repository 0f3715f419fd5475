# The shipped runs, made by the command line. A run that is there already is left alone:
# delete its folder to make it again. MNIST and Fashion-MNIST must be on this machine
# (VAE_DATA_DIR, or `python -m vae_core download mnist`).
PYTHON ?= .venv/bin/python
TRAIN = $(PYTHON) -m vae_core train

.PHONY: checkpoints
checkpoints:
	$(TRAIN) vae-2d --dataset mnist
	$(TRAIN) ae-2d --dataset mnist
	$(TRAIN) vae-2d-binarized --dataset mnist
	$(TRAIN) vae-2d --dataset fashion-mnist
	$(TRAIN) ae-2d --dataset fashion-mnist --threads 1 --film none
	$(TRAIN) cvae-label-2d --dataset mnist --film none
	$(TRAIN) cvae-label-2d --dataset fashion-mnist --film none
	$(TRAIN) vae-2d --dataset uci-digits
	$(TRAIN) ae-2d --dataset uci-digits
	$(TRAIN) vae-2d --dataset shapes --threads 1
	$(TRAIN) ae-2d --dataset shapes --threads 1
	$(TRAIN) vae-10d --dataset shapes --threads 1
	$(TRAIN) vae-conv-2d --dataset mnist
	$(TRAIN) ae-dense-20-twin --dataset mnist
	$(TRAIN) vae-dense-2-early --dataset mnist --threads 1 --film none
	$(TRAIN) vae-gan-20 --dataset mnist --threads 1
	$(TRAIN) vae-gan-20-twin --dataset mnist --threads 1
	$(TRAIN) vae-gan-20 --dataset fashion-mnist --threads 1
	$(TRAIN) vae-gan-20-twin --dataset fashion-mnist --threads 1
	$(PYTHON) -m vae_core reproduce --root checkpoints --report docs/results/reproduction.md
	$(PYTHON) -m vae_core recogniser mnist
	$(PYTHON) -m vae_core recogniser fashion-mnist
	$(PYTHON) -m vae_core recogniser uci-digits
	$(TRAIN) vae-2d-any-beta --dataset mnist --film none
	$(TRAIN) vae-2d-any-beta --dataset fashion-mnist --film none
	$(PYTHON) -m vae_core sweep
	$(PYTHON) -m vae_core flow mnist/vae-2d mnist/vae-dense-20 mnist/vae-gan-20 mnist/vae-gan-20-twin \
		fashion-mnist/vae-2d fashion-mnist/vae-dense-10
	$(PYTHON) -m vae_core quality
	$(PYTHON) -m vae_core gaps
	$(PYTHON) -m vae_core factors
