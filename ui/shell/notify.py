"""A word to the system when a long job ends while the window is not looked at."""

from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from ui.theme import icon

LONG_JOB_S = 30
SHOWN_MS = 10_000


def notify(window: QWidget, title: str, words: str) -> bool:
    """Show the system's own notification; False where there is no place for it."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return False
    tray = QSystemTrayIcon(icon("leaf", "accent"), window)
    tray.messageClicked.connect(window.activateWindow)
    tray.show()
    tray.showMessage(title, words, QSystemTrayIcon.MessageIcon.Information, SHOWN_MS)
    return True
