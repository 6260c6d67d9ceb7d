"""What several screens share: connections, words, safe markup, the list, the job panel."""
