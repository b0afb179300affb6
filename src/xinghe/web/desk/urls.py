"""Addresses of the desk."""

from django.urls import path

from xinghe.web.desk import (
    arranging,
    exports,
    lineage,
    people,
    record,
    results,
    runs,
    today,
    unions,
    workbooks,
)

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("results/", results.result_list, name="results"),
    path("results/export/", exports.results_export, name="results-export"),
    path("results/<str:code>/", results.result, name="result"),
    path("results/<str:code>/clear/", results.clear, name="result-clear"),
    path("results/<str:code>/publish/", results.publish, name="result-publish"),
    path("results/<str:code>/return/", results.take_back, name="result-return"),
    path("results/<str:code>/withdraw/", results.withdraw, name="result-withdraw"),
    path("results/<str:code>/tie/", lineage.tie, name="result-tie"),
    path("results/<str:code>/ties/<int:lineage_id>/undo/", lineage.undo, name="result-untie"),
    path("similarities/<int:similarity_id>/rule/", results.rule, name="similarity-rule"),
    path("workbooks/", workbooks.workbook_list, name="workbooks"),
    path("workbooks/new/", workbooks.workbook_new, name="workbook-new"),
    path("workbooks/<int:workbook_id>/", workbooks.workbook, name="workbook"),
    path("workbooks/<int:workbook_id>/remarks/", workbooks.workbook_remarks, name="workbook-remarks"),
    path("workbooks/<int:workbook_id>/file/", workbooks.workbook_file, name="workbook-file"),
    path("runs/", runs.run_list, name="runs"),
    path("runs/<int:run_id>/", runs.run, name="run"),
    path("runs/<int:run_id>/progress/", runs.run_progress, name="run-progress"),
    path("runs/<int:run_id>/cancel/", runs.run_cancel, name="run-cancel"),
    path("unions/", unions.union_list, name="unions"),
    path("unions/<int:union_id>/", unions.union, name="union"),
    path("unions/<int:union_id>/add/", arranging.add, name="union-add"),
    path("unions/<int:union_id>/move/", arranging.move, name="union-move"),
    path("unions/<int:union_id>/rename/", arranging.rename, name="union-rename"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/password/", people.password, name="person-password"),
    path("people/<int:person_id>/factors/", people.factors, name="person-factors"),
    path("people/<int:person_id>/close/", people.close, name="person-close"),
    path("people/<int:person_id>/offices/", people.office_give, name="office-give"),
    path("people/offices/<int:appointment_id>/<int:union_id>/end/", people.office_end, name="office-end"),
    path("record/", record.record_list, name="record"),
]
