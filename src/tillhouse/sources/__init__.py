"""Sources: where rows come from. One file per format; each offers the functions of `Source`.

    EXTENSIONS: tuple[str, ...]                        file name endings, without compression endings
    def recognises(head: bytes) -> bool                does the content look like this format
    def detect(file: Opened, hints: Feed) -> Reading   read all of it once; decide how it is to be read
    def batches(file: Opened, feed: Feed) -> Iterator[Batch]
    def records(file: Opened, feed: Feed) -> int       counted by another path than `batches`
"""
