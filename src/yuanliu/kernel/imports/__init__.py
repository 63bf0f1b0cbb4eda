"""导入: files of rows become records: staged, mapped, checked, written through the objects' own steps, and undone."""
