"""What one may ask for: checked, saved, previewed, imported. Discord, the command line and the
web all come through here.
"""
