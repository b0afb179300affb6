import time, pytest
from dataclasses import replace
from django.conf import settings
from django.test import override_settings
def test_it(transactional_db, tmp_path):
    from xinghe.project.demonstration.province import build
    from xinghe.results.models import Result
    from xinghe.texts.models import Similarity
    with override_settings(XINGHE=replace(settings.XINGHE, var=tmp_path)):
        t=time.time(); print(build(), time.time()-t)
        t=time.time(); print(build(), time.time()-t)
        from collections import Counter
        print(Counter(Result.objects.values_list('stage',flat=True)), Similarity.objects.count())
