# What of aiobotocore is used.
