"""What the shopkeeper without a model says to each intent: tools are asked, phrases are filled."""
