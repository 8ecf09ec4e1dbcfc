# What of botocore is used.
