"""The site that holds the rooms together: settings, addresses, frame, navigation, demo."""
