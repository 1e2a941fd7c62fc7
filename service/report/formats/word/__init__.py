"""What a Word document is made of: styles, paragraphs, tables, fields, pictures, and one package of them."""
