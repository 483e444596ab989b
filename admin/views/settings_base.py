"""What every screen of the settings is."""

from admin.views.keeping import KeepingView


class SettingsView(KeepingView):
    """A screen for those who set things for the institution."""

    permission = "configuration.write"
