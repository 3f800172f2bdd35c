"""The operations, by topic: each a numpy function and its checks (their gradients: `fittrace.tf.rules`)."""
