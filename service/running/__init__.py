"""Who runs drills: this process or workers, who holds which drill, and how people's words reach whoever runs one."""
