"""Questions with known answers: read, asked, judged, and two runs of them compared."""
