"""What the product reaches, measured on real images; each writes var/benchmarks/NAME.json."""
