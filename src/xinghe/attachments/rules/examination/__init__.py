"""The examination: a process of its own that can open nothing reads the file and writes a harmless copy."""

from xinghe.attachments.rules.examination.running import Clean, examine

__all__ = ["Clean", "examine"]
