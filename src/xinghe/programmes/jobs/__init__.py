"""What is done to many applications at once, and what nobody waits for; importing this enters it in the lists."""

from xinghe.programmes.jobs import bulk, lapsing, reminding

__all__ = ["bulk", "lapsing", "reminding"]
