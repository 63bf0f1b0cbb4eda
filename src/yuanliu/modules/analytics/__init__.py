"""Analytics 数据: figures over the whole chain, each opening the rows behind it, and the targets they are measured by."""
