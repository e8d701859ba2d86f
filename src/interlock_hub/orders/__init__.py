"""What is asked: styles, materials, the order book and its promises."""
