"""The living register of sites (点位库): import, edit, close, and every change kept."""
