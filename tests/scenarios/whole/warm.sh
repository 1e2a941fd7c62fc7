curl -sf http://localhost/warm
